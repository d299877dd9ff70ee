-- look_up: where a task is.
-- KEYS[1] key of the task
-- KEYS[2] key of the batch it was enqueued in, or the task's key again when it was none
-- KEYS[3] prefix of the priorities' streams (same slot)
-- KEYS[4] prefix of the notes of workers' attempts (same slot)
-- ARGV[1] name of the consumer group
-- ARGV[2] its place in the batch
-- ARGV[3] id of the task
-- Answer: nil; {'ended', record}; {'parked', state, message}; {'ready', priority, entry, message};
--         {'running', priority, entry, message, worker, since when in Unix milliseconds, trace context of its attempt or ''}.
--         A message is its names and values without the body.
-- uses: schema, marker, summary
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'hash' then
  return { 'parked', redis.call('HGET', KEYS[1], 'state') or 'scheduled', without_body(redis.call('HGETALL', KEYS[1])) }
end
local record, _, priority, entry = find_task(kind, KEYS[1], KEYS[2], ARGV[2])
if not priority then
  return record and { 'ended', record }
end
local stream = KEYS[3] .. priority
local found = redis.call('XRANGE', stream, entry, entry)[1]
local pending = redis.pcall('XPENDING', stream, ARGV[1], entry, entry, 1)
if not pending.err and pending[1] then
  local since = unix_milliseconds() - pending[1][3]
  local noted = redis.call('HGET', KEYS[4] .. pending[1][2], ARGV[3]) or ''
  return { 'running', priority, entry, found and without_body(found[2]) or {}, pending[1][2], whole(since), noted }
end
if found then
  return { 'ready', priority, entry, without_body(found[2]) }
end
return false
