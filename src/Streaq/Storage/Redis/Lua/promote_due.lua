-- promote_due: makes due tasks ready, the earliest first.
-- KEYS[1] sorted set of scheduled tasks
-- KEYS[2] prefix of task keys (same slot)
-- KEYS[3] prefix of the priorities' streams (same slot)
-- ARGV[1] how many at most
-- Answer: how many became ready, and milliseconds until the next is due or -1.
-- uses: message, idle
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
local promoted = 0
for _, task in ipairs(due) do
  local key = KEYS[2] .. task
  if redis.call('TYPE', key).ok == 'hash' then
    local parked = redis.call('HGETALL', key)
    local message, priority, flags = {}, nil, ''
    for i = 1, #parked, 2 do
      local name = parked[i]
      if name == 'priority' then
        priority = parked[i + 1]
      elseif name == 'flags' then
        flags = parked[i + 1]
      elseif name ~= 'state' then
        message[#message + 1] = name
        message[#message + 1] = parked[i + 1]
      end
    end
    if priority and #message > 0 then
      local id = redis.call('XADD', KEYS[3] .. priority, '*', unpack(entry_of(message)))
      local marker = 'ready:' .. priority .. ' ' .. id .. flags
      if flags ~= '' then
        marker = '+' .. marker
      end
      redis.call('SET', key, marker)
      promoted = promoted + 1
    end
  end
  redis.call('ZREM', KEYS[1], task)
end
if promoted > 0 then
  wake_idle(KEYS[1])
end
local next = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if next[2] then
  return { promoted, math.max(0, math.ceil(next[2] - now)) }
end
return { promoted, -1 }
