-- look_up: where a task is.
-- KEYS[1] key of the task
-- KEYS[2] key of the batch it was enqueued in, or the task's key again when it was none
-- KEYS[3] prefix of the priorities' streams (same slot)
-- ARGV[1] name of the consumer group
-- ARGV[2] its place in the batch
-- Answer: nil; {'ended', record}; {'parked', state, due}; {'ready'}; {'running', worker}.
-- uses: marker
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'hash' then
  local parked = redis.call('HMGET', KEYS[1], 'state', 'due')
  return { 'parked', parked[1] or 'scheduled', parked[2] or '0' }
end
if kind ~= 'string' and kind ~= 'none' then
  return false
end
local value = find_marker(KEYS[1], KEYS[2], ARGV[2])
if not value then
  return false
end
if string.byte(value) == 123 then
  return { 'ended', value }
end
local priority, entry = string.match(value, '^%+?ready:(%S+) ([%d%-]+)')
if not priority then
  return false
end
local stream = KEYS[3] .. priority
local pending = redis.pcall('XPENDING', stream, ARGV[1], entry, entry, 1)
if not pending.err and pending[1] then
  return { 'running', pending[1][2] }
end
if redis.call('XRANGE', stream, entry, entry)[1] then
  return { 'ready' }
end
return false
