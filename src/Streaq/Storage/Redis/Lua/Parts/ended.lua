-- Does what the lines of a marker ask for when its task has ended: tells waiting clients, gives the deduplication key free.
local function tell_ended(marker, task_key, record, ended_prefix, dedup_prefix)
  for flag, value in string.gmatch(marker, '\n(%a)=([^\n]*)') do
    if flag == 'w' then
      redis.call('PUBLISH', ended_prefix .. value, task_key .. '\n' .. record)
    elseif flag == 'd' then
      redis.call('DEL', dedup_prefix .. value)
    end
  end
end
