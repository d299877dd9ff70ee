-- Deletes a key of another type, which is not the queue's, so that it can neither stop a script half-way nor lose a task.
local function make_ours(key, kind)
  local found = redis.call('TYPE', key).ok
  if found ~= 'none' and found ~= kind then
    redis.call('DEL', key)
  end
end
