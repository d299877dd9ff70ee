-- watch: has a client told of a task's end, or gives the end at once.
-- KEYS[1] key of the task
-- KEYS[2] key of the batch it was enqueued in, or the task's key again when it was none
-- KEYS[3] prefix of the priorities' streams (same slot)
-- ARGV[1] id of the client
-- ARGV[2] its place in the batch
-- Answer: nil when nothing is known of the task; '' when the client will be told; else the record.
-- uses: marker
local kind = redis.call('TYPE', KEYS[1]).ok
local flag = '\nw=' .. ARGV[1]
if kind == 'hash' then
  local flags = redis.call('HGET', KEYS[1], 'flags') or ''
  if not string.find(flags .. '\n', flag .. '\n', 1, true) then
    redis.call('HSET', KEYS[1], 'flags', flags .. flag)
  end
  return ''
end
if kind ~= 'string' and kind ~= 'none' then
  return false
end
local value = find_marker(KEYS[1], KEYS[2], ARGV[2])
if not value then
  return false
end
if string.byte(value) == 123 then
  return value
end
if kind == 'none' then
  -- The batch's key tells where the task was; it may have ended since, and its record be gone.
  local priority, entry = string.match(value, '^ready:(%S+) ([%d%-]+)')
  if not redis.call('XRANGE', KEYS[3] .. priority, entry, entry)[1] then
    return false
  end
end
if not string.find(value .. '\n', flag .. '\n', 1, true) then
  if string.byte(value) ~= 43 then
    value = '+' .. value
  end
  redis.call('SET', KEYS[1], value .. flag)
end
return ''
