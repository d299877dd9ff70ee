-- delete_dead_letter: deletes a dead letter.
-- KEYS[1] sorted set of dead letters
-- KEYS[2] the dead letter
-- ARGV[1] id of the task
-- Answer: 1, or 0 when there was no such dead letter.
-- uses: summaries
redis.call('ZREM', KEYS[1], ARGV[1])
drop_summary(KEYS[1], ARGV[1])
return redis.call('DEL', KEYS[2])
