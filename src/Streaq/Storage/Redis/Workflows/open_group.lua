-- open_group: begins a group, which is finished when the given number of its tasks have ended.
-- KEYS[1] key of the group, among those of tasks
-- ARGV[1] id of the group
-- ARGV[2] number of tasks
-- ARGV[3] milliseconds to keep its record (0: not at all, -1: for ever)
-- Answer: 1, or 0 when it was there already.
-- uses: schema, groups
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], 'state', 'waiting', 'enqueued', whole(unix_milliseconds()),
  'total', ARGV[2], 'succeeded', 0, 'failed', 0, 'ttl', ARGV[3])
if ARGV[2] == '0' then
  local queue = queue_of(KEYS[1])
  finish_group(queue, ARGV[1], '')
end
return 1
