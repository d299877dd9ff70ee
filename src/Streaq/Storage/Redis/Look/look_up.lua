-- look_up: returns the state of a task.
-- KEYS[1] key of the task
-- KEYS[2] key of the batch that the task was enqueued in, or the task's key again when there is none
-- KEYS[3] prefix of the priorities' streams (same slot)
-- KEYS[4] prefix of the notes of workers' attempts (same slot)
-- ARGV[1] name of the consumer group
-- ARGV[2] its place in the batch
-- ARGV[3] id of the task
-- ARGV[4] maximum number of dependents
-- Answer: nil; {'ended', record}; {'parked', dependents, state, message, ids of the unfinished tasks that it waits for};
--         {'ready', dependents, priority, entry, message};
--         {'running', dependents, priority, entry, message, worker, since when in Unix milliseconds, trace context of its attempt or '',
--         its last report of progress or ''}.
--         A message is its names and values without the body; dependents are the ids of tasks that wait for it.
-- uses: schema, marker, summary, progress
local queue = queue_of(KEYS[1])

-- A list or a set that another program has replaced is ignored.
local function dependents()
  local list = redis.pcall('LRANGE', queue .. DEPENDENTS .. ARGV[3], 0, ARGV[4] - 1)
  return list.err and {} or list
end

local function unfinished()
  local set = redis.pcall('SMEMBERS', queue .. WAITS .. ARGV[3])
  return set.err and {} or set
end

local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'hash' then
  local state = redis.call('HGET', KEYS[1], 'state') or 'scheduled'
  local waits = state == 'waiting' and unfinished() or {}
  return { 'parked', dependents(), state, without_body(redis.call('HGETALL', KEYS[1])), waits }
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
  return {
    'running', dependents(), priority, entry, found and without_body(found[2]) or {}, pending[1][2], whole(since), noted,
    progress_of(queue, ARGV[3]),
  }
end
if found then
  return { 'ready', dependents(), priority, entry, without_body(found[2]) }
end
return false
