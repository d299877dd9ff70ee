-- uses: schema
-- The lock of a unique task, the line 'u=<name>' of its marker: 'unique:<name>' has the task's id and, while it runs, a space and
-- the worker's. It holds until the task has ended, but no longer than the lease of the worker that runs the task.

local function lock_of(queue, flags)
  local name = string.match(flags, '\nu=([^\n]*)')
  return name and queue .. UNIQUE .. name
end

local function holder_of(lock)
  local id, worker = string.match(redis.call('GET', lock) or '', '^(%S+) ?(%S*)$')
  return id, worker
end

local function holds(queue, id, worker)
  if worker ~= '' then
    return redis.call('ZSCORE', queue .. WORKERS, worker)
  end
  -- Between two attempts: it has not ended while it is parked or has a marker.
  local key = queue .. TASK .. id
  local kind = redis.call('TYPE', key).ok
  return kind == 'hash' or kind == 'string' and string.byte(redis.call('GET', key)) ~= 123
end

-- Deletes the lock of a task that has ended, or whose worker's lease has.
local function unlock(queue, task, flags)
  local lock = lock_of(queue, flags)
  if lock and holder_of(lock) == task then
    redis.call('DEL', lock)
  end
end

-- Keeps the lock of a task that waits for its next attempt.
local function keep_locked(queue, task, flags)
  local lock = lock_of(queue, flags)
  if lock and holder_of(lock) == task then
    redis.call('SET', lock, task)
  end
end
