-- watch: has a client told of a task's end, or gives the end at once.
-- KEYS[1] key of the task
-- KEYS[2] key of the batch it was enqueued in, or the task's key again when it was none
-- KEYS[3] prefix of the priorities' streams (same slot)
-- ARGV[1] line of the marker that has the client told: w=<client> or s=<client>
-- ARGV[2] its place in the batch
-- Answer: nil when nothing is known of the task; '' when the client will be told; else the record.
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
