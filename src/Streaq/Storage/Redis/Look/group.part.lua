-- Returns what Redis reports of a stream's consumer group; nil when there is none. It is as quick with ten thousand consumers as with
-- one, unlike the summary of XPENDING.
local function group_of(stream, name)
  local groups = redis.pcall('XINFO', 'GROUPS', stream)
  for _, group in ipairs(groups.err and {} or groups) do
    local info = {}
    for i = 1, #group, 2 do
      info[group[i]] = group[i + 1]
    end
    if info['name'] == name then
      return info
    end
  end
end
