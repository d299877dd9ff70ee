-- The names of a queue's keys and channels, the form of markers and records, the types of errors, the time. This is the only place in
-- Lua that has them; a test compares it with the code.
local TASK = 'task:'
local READY = 'ready:'
local SCHEDULED = 'scheduled'
local WAITING = 'waiting'
local WAITS = 'waits:'
local DEPENDENTS = 'dependents:'
local NEEDS = 'needs:'
local KEPT = 'kept:'
local FOLLOW_UPS = 'follow_ups'
local DEAD = 'dead'
local DEAD_LETTER = 'dead:'
local SUMMARIES = 'dead_letters'
local DEDUP = 'dedup:'
local UNIQUE = 'unique:'
local LIMITED = 'limit:tasks'
local PERMITS = 'limit:permits:'
local REFILLS = 'limit:refills'
local LIMIT_WAITING = 'limit:waiting:'
local ABORTS = 'aborts'
local PROGRESS = 'progress:'
local WORKERS = 'workers'
local ENDED = 'ended:'
local DUE = 'due'
local NEVER = 'never'

local TASK_REFUSED = 'Streaq.TaskRefusedException'
local GROUP_FAILED = 'Streaq.GroupFailedException'

-- Returns the beginning of all keys of a queue from any of them, and the id of a task from the task's key.
local function queue_of(key)
  local queue, rest = string.match(key, '^(.-{.-}:)(.*)$')
  return queue, string.match(rest, '^task:(.*)$')
end

local function unix_milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Writes a number with all its digits. By itself, Lua does so only below 10^14.
local function whole(number)
  return string.format('%d', number)
end

-- Returns the value of a ready or running task's key: its entry, then the lines for its end. '+' says that there are lines.
local function marker_of(priority, entry, flags)
  return (flags == '' and '' or '+') .. READY .. priority .. ' ' .. entry .. flags
end

-- Returns the first line of an ended task's record; the result follows.
local function record_of(task, outcome, attempts, enqueued, finished, more)
  return string.format(
    '{"task":%s,"outcome":"%s","attempts":%d,"enqueued":%.0f,"started":0,"finished":%.0f%s}\n',
    cjson.encode(task), outcome, attempts, enqueued, finished, more or '')
end

local function error_of(kind, message)
  return string.format(',"error":"%s","message":%s', kind, cjson.encode(message))
end

-- Stores a record for the given milliseconds; 0: not at all, -1: for ever.
local function keep_record(key, record, ttl)
  if ttl == '0' then
    redis.call('DEL', key)
  elseif ttl == '-1' then
    redis.call('SET', key, record)
  else
    redis.call('SET', key, record, 'PX', ttl)
  end
end
