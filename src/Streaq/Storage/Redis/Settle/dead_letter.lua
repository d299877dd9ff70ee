-- dead_letter: stores the outcome of a failed task, keeps it among the dead letters and takes it out of the queue.
-- KEYS[1]  sorted set of workers
-- KEYS[2]  stream of the priority
-- KEYS[3]  prefix of deduplication keys (same slot)
-- KEYS[4]  key of the task
-- KEYS[5]  sorted set of dead letters by time
-- KEYS[6]  prefix of dead letters (same slot)
-- KEYS[7]  key of the batch that the task was enqueued in, or the task's key again when there is none
-- ARGV[1]  id of the worker
-- ARGV[2]  name of the consumer group
-- ARGV[3]  prefix of the channels of waiting clients
-- ARGV[4]  the entry's id
-- ARGV[5]  milliseconds to keep the record (0: not at all, -1: for ever)
-- ARGV[6]  the record
-- ARGV[7]  id of the task
-- ARGV[8]  how many dead letters to keep
-- ARGV[9]  milliseconds to keep a dead letter
-- ARGV[10…] names and values of the dead letter
-- Answer: 1, or 0 when the lease is gone (nothing was written).
-- uses: schema, ended, batches, dead_letters
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
-- Not pending: an earlier call whose answer was lost has done it all.
if redis.call('XACK', KEYS[2], ARGV[2], ARGV[4]) == 0 then
  return 1
end
redis.call('XDEL', KEYS[2], ARGV[4])
local marker = false
if redis.call('TYPE', KEYS[4]).ok == 'string' then
  marker = redis.call('GET', KEYS[4])
end
keep_record(KEYS[4], ARGV[6], ARGV[5])
if marker and string.byte(marker) == 43 then
  tell_ended(marker, KEYS[4], ARGV[6], ARGV[3], KEYS[3])
end
if KEYS[7] ~= KEYS[4] then
  drop_empty_batch(KEYS[2], KEYS[7])
end
local now = unix_milliseconds()
local letter = KEYS[6] .. ARGV[7]
redis.call('DEL', letter)
redis.call('HSET', letter, unpack(ARGV, 10))
local dedup = marker and string.match(marker, '\nd=([^\n]*)')
if dedup then
  redis.call('HSET', letter, 'dedup', dedup)
end
local fields = {}
for i = 10, #ARGV, 2 do
  fields[ARGV[i]] = ARGV[i + 1]
end
keep_dead_letter(KEYS[5], KEYS[6], ARGV[7], now, ARGV[8], ARGV[9], fields)
return 1
