-- The last report of a running task's progress, '' for none. What other programs wrote in its place tells nothing.
local function progress_of(queue, id)
  local report = redis.pcall('GET', queue .. PROGRESS .. id)
  return type(report) == 'string' and report or ''
end
