-- Returns the last report of a running task's progress, '' for none and for a key of another type.
local function progress_of(queue, id)
  local report = redis.pcall('GET', queue .. PROGRESS .. id)
  return type(report) == 'string' and report or ''
end
