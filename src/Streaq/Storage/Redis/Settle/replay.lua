-- replay: takes a dead letter out and makes its task ready again.
-- KEYS[1]  sorted set of dead letters
-- KEYS[2]  the dead letter
-- KEYS[3]  key of the task
-- KEYS[4]  stream of the priority
-- ARGV[1]  id of the task
-- ARGV[2]  name of the priority
-- ARGV[3…] names and values of the message
-- Answer: 1, or 0 when there was no such dead letter.
-- uses: schema
if redis.call('DEL', KEYS[2]) == 0 then
  return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
local id = redis.call('XADD', KEYS[4], '*', unpack(ARGV, 3))
redis.call('SET', KEYS[3], marker_of(ARGV[2], id, ''))
return 1
