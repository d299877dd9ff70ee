-- remove_schedule: removes a dynamic schedule.
-- KEYS[1] sorted set of schedules by their next slot
-- KEYS[2] sorted set of declared schedules
-- KEYS[3] the schedule
-- ARGV[1] id of the schedule
-- Answer: 1, or 0 when there is no dynamic schedule of that id.
if redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  return 0
end
redis.call('DEL', KEYS[3])
return redis.call('ZREM', KEYS[1], ARGV[1])
