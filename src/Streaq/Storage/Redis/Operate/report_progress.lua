-- report_progress: stores the progress of a running task, and publishes it to those that follow the task.
-- KEYS[1] sorted set of workers by the end of their lease
-- KEYS[2] key of the task
-- KEYS[3] key of the batch that the task was enqueued in, or the task's key again when there is none
-- KEYS[4] key of the task's progress
-- ARGV[1] id of the worker
-- ARGV[2] its place in the batch
-- ARGV[3] milliseconds to keep the report if the task never ends
-- ARGV[4] fraction, a space, and the note
-- ARGV[5] channel of those that follow the task
-- Answer: 1, or 0 when the lease is gone or the task has ended (nothing was written).
-- uses: marker, schema
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
local _, marker = find_task(redis.call('TYPE', KEYS[2]).ok, KEYS[2], KEYS[3], ARGV[2])
if not marker then
  return 0
end
local before = redis.call('GET', KEYS[4])
local number = tonumber(before and string.match(before, '^(%d+) ') or 0) + 1
local report = string.format('%d %d %s', number, unix_milliseconds(), ARGV[4])
redis.call('SET', KEYS[4], report, 'PX', ARGV[3])
-- With this line, the end of the task sets the time to live of the report.
local noted = with_line(marker, 'p=1')
if noted ~= marker then
  redis.call('SET', KEYS[2], noted)
end
redis.call('PUBLISH', ARGV[5], report)
return 1
