-- Does what the lines of a marker ask for when its task has ended: tells waiting clients, gives the deduplication key free, and
-- the lock and the permits of a limited task.
local function tell_ended(marker, task_key, record, ended_prefix, dedup_prefix)
  local limited = false
  for flag, value in string.gmatch(marker, '\n(%a)=([^\n]*)') do
    if flag == 'w' then
      redis.call('PUBLISH', ended_prefix .. value, task_key .. '\n' .. record)
    elseif flag == 'd' then
      redis.call('DEL', dedup_prefix .. value)
    elseif flag == 'u' or flag == 'c' then
      limited = true
    end
  end
  if limited then
    local queue = queue_of(task_key)
    local task = string.sub(task_key, #queue + 6)
    unlock(queue, task, marker)
    release_permits(queue, task, marker)
  end
end
