-- Creates the consumer group on each of the streams. Checks first, since to create a group that exists is an error.
local function open_streams(first, last, group)
  for i = first, last do
    local known = false
    for _, found in ipairs(redis.call('EXISTS', KEYS[i]) == 1 and redis.call('XINFO', 'GROUPS', KEYS[i]) or {}) do
      known = known or found[2] == group
    end
    if not known then
      redis.call('XGROUP', 'CREATE', KEYS[i], group, '0', 'MKSTREAM')
    end
  end
end
