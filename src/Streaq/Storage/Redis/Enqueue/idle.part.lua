-- Wakes the workers that sleep, since a task of this queue is ready. Takes any key of the queue.
local function wake_idle(key)
  local queue = string.match(key, '^.-{.-}:')
  if redis.call('DEL', queue .. 'idle') == 1 then
    redis.call('PUBLISH', queue .. 'ready', '')
  end
end
