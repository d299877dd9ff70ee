-- A key of another type is none of the queue's: it gives way, so that it can neither stop a script half-way nor have a task lost.
local function make_ours(key, kind)
  local found = redis.call('TYPE', key).ok
  if found ~= 'none' and found ~= kind then
    redis.call('DEL', key)
  end
end
