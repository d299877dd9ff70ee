-- What all keys of a queue begin with, from any of them, and the id from a task's.
local function queue_of(key)
  local queue, rest = string.match(key, '^(.-{.-}:)(.*)$')
  return queue, string.match(rest, '^task:(.*)$')
end

local function unix_milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
