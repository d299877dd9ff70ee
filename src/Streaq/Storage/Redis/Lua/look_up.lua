-- look_up: where a task is.
-- KEYS[1] key of the task
-- KEYS[2] prefix of the priorities' streams (same slot)
-- ARGV[1] name of the consumer group
-- Answer: nil; {'ended', record}; {'parked', state, due}; {'ready'}; {'running', worker}.
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'hash' then
  local parked = redis.call('HMGET', KEYS[1], 'state', 'due')
  return { 'parked', parked[1] or 'scheduled', parked[2] or '0' }
end
if kind ~= 'string' then
  return false
end
local value = redis.call('GET', KEYS[1])
if string.byte(value) == 123 then
  return { 'ended', value }
end
local priority, entry = string.match(value, '^%+?ready:(%S+) ([%d%-]+)')
if not priority then
  return false
end
local stream = KEYS[2] .. priority
local pending = redis.pcall('XPENDING', stream, ARGV[1], entry, entry, 1)
if not pending.err and pending[1] then
  return { 'running', pending[1][2] }
end
if redis.call('XRANGE', stream, entry, entry)[1] then
  return { 'ready' }
end
return false
