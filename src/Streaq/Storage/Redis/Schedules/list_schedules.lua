-- list_schedules: returns all schedules, in the order of their next slots, or one.
-- KEYS[1] sorted set of schedules by their next slot
-- KEYS[2] sorted set of declared schedules by the time of their last declaration
-- KEYS[3] prefix of schedules' keys (same slot)
-- ARGV[1] id of a schedule; without it, all
-- Answer: per schedule its id, its next slot, the time of its last declaration or '', and its names and values.
local answer = {}
local all
if ARGV[1] then
  local slot = redis.call('ZSCORE', KEYS[1], ARGV[1])
  all = slot and { ARGV[1], slot } or {}
else
  all = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
end
for i = 1, #all, 2 do
  answer[#answer + 1] = { all[i], all[i + 1], redis.call('ZSCORE', KEYS[2], all[i]) or '', redis.call('HGETALL', KEYS[3] .. all[i]) }
end
return answer
