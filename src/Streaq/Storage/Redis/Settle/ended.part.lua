-- uses: schema, dependents, groups, limits, unique
-- Does what the lines of a marker require when its task has ended. It notifies waiting clients (in a cluster by the queue's slot alone),
-- frees the deduplication key, lets the tasks continue that waited for this one, counts it in its group, removes the request to abort
-- it, expires its last progress report after a minute, and gives back the lock and the permits of a limited task.
local tell_ended

-- Another program may have replaced a list, set or hash. Its error must not prevent the end of this task, or of the others in the same
-- call.
local function tell(flag, value, task_key, record, ended_prefix, dedup_prefix)
  if flag == 'w' then
    redis.call('PUBLISH', ended_prefix .. value, task_key .. '\n' .. record)
  elseif flag == 's' then
    redis.call('SPUBLISH', ended_prefix .. value, task_key .. '\n' .. record)
  elseif flag == 'd' then
    redis.call('DEL', dedup_prefix .. value)
  elseif flag == 'n' then
    end_dependency(task_key, record)
  elseif flag == 'a' then
    end_dependent(task_key)
  elseif flag == 'g' then
    local group_key, flags, group_record = end_member(task_key, value, record)
    if group_key then
      tell_ended(flags, group_key, group_record, ended_prefix, dedup_prefix)
    end
  elseif flag == 'x' then
    local queue, task = queue_of(task_key)
    redis.call('HDEL', queue .. ABORTS, task)
  elseif flag == 'p' then
    local queue, task = queue_of(task_key)
    redis.call('PEXPIRE', queue .. PROGRESS .. task, 60000)
  end
end

function tell_ended(marker, task_key, record, ended_prefix, dedup_prefix)
  local limited = false
  for flag, value in string.gmatch(marker, '\n(%a)=([^\n]*)') do
    if flag == 'u' or flag == 'c' then
      limited = true
    else
      pcall(tell, flag, value, task_key, record, ended_prefix, dedup_prefix)
    end
  end
  if limited then
    local queue, task = queue_of(task_key)
    pcall(unlock, queue, task, marker)
    pcall(release_permits, queue, task, marker)
  end
end
