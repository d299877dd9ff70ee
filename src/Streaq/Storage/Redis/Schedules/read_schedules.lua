-- read_schedules: returns the schedules that a worker must look at: those that are due, or else the next one.
-- KEYS[1]  sorted set of schedules by their next slot
-- KEYS[2]  sorted set of declared schedules by the time of their last declaration
-- KEYS[3]  prefix of schedules' keys (same slot)
-- ARGV[1]  maximum number of schedules
-- ARGV[2]  number n of ids that follow
-- ARGV[3…] ids of the schedules that the worker declares; those that only others declare are left out
-- then ids to leave out
-- Answer: Redis's time, then per schedule its id, its next slot, the time of its last declaration or '', and its names and values.
-- uses: schema
local now = unix_milliseconds()
local limit, n = tonumber(ARGV[1]), tonumber(ARGV[2])
local own, without = {}, {}
for i = 3, #ARGV do
  if i <= 2 + n then
    own[ARGV[i]] = true
  else
    without[ARGV[i]] = true
  end
end
local answer = { now }
-- A key of another type has no fields, and no worker fires such a schedule.
local function fields_of(id)
  local fields = redis.pcall('HGETALL', KEYS[3] .. id)
  return fields.err and {} or fields
end
local first = 0
while true do
  local some = redis.call('ZRANGE', KEYS[1], first, first + 99, 'WITHSCORES')
  for i = 1, #some, 2 do
    local id, slot = some[i], some[i + 1]
    if #answer > limit or (tonumber(slot) > now and #answer > 1) then
      return answer
    end
    if not without[id] then
      local declared = redis.call('ZSCORE', KEYS[2], id)
      if own[id] or not declared then
        answer[#answer + 1] = { id, slot, declared or '', fields_of(id) }
      end
    end
  end
  if #some < 200 then
    return answer
  end
  first = first + 100
end
