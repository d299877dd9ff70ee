-- find_group: returns the progress of a group.
-- KEYS[1] key of the group, among those of tasks
-- Answer: nil; {its record}; or {its number of tasks, of those that succeeded and of those that did not}.
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'string' then
  return { redis.call('GET', KEYS[1]) }
end
local counts = kind == 'hash' and redis.call('HMGET', KEYS[1], 'total', 'succeeded', 'failed')
return counts and counts[1] and counts
