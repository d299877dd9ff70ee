-- pause: pauses the queue or one priority, so that workers fetch no more of its tasks.
-- KEYS[1] set of what is paused
-- KEYS[2] channel of pauses
-- ARGV[1] name of the priority, or '' for the queue
-- Answer: 1, or 0 when it was paused already.
-- uses: full
write_though_full(KEYS[1])
local added = redis.call('SADD', KEYS[1], ARGV[1])
if added == 1 then
  redis.call('PUBLISH', KEYS[2], '')
end
return added
