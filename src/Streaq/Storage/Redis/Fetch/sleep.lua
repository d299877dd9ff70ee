-- sleep: notes that a worker sleeps, so that it is told when a task is ready.
-- KEYS[1] the note
-- ARGV[1] milliseconds to keep it
-- Answer: 1.
-- uses: full
write_though_full(KEYS[1])
redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
return 1
