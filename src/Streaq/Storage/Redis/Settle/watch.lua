-- watch: registers a client for a task's end, or returns the record at once.
-- KEYS[1] key of the task
-- KEYS[2] key of the batch that the task was enqueued in, or the task's key again when there is none
-- KEYS[3] prefix of the priorities' streams (same slot)
-- ARGV[1] line of the marker that notifies the client: w=<client> or s=<client>
-- ARGV[2] its place in the batch
-- Answer: nil for an unknown task; '' when the client will be notified; else the record.
-- uses: marker
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'hash' then
  add_line_parked(KEYS[1], ARGV[1])
  return ''
end
local record, marker, priority, entry = find_task(kind, KEYS[1], KEYS[2], ARGV[2])
if not priority then
  return record
end
if kind == 'none' and not redis.call('XRANGE', KEYS[3] .. priority, entry, entry)[1] then
  return false
end
redis.call('SET', KEYS[1], with_line(marker, ARGV[1]))
return ''
