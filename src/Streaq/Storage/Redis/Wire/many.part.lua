-- Returns the values of many keys, false where there is no string, with one command. Without the right to MGET it reads one by one.
local function get_many(keys)
  if #keys == 0 then
    return {}
  end
  local found = redis.pcall('MGET', unpack(keys))
  if not found.err then
    return found
  end
  found = {}
  for i, key in ipairs(keys) do
    local value = redis.pcall('GET', key)
    found[i] = type(value) == 'string' and value
  end
  return found
end
