-- resume: ends the pause of the queue or of one priority.
-- KEYS[1] set of what is paused
-- KEYS[2] channel of pauses
-- ARGV[1] name of the priority, or '' for the queue
-- Answer: 1, or 0 when it was not paused.
local removed = redis.call('SREM', KEYS[1], ARGV[1])
if removed == 1 then
  redis.call('PUBLISH', KEYS[2], '')
end
return removed
