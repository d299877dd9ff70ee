-- Returns a task's origin as members of its record: the fields of its message that have a value, under their names.
local origin_fields = { 'parent', 'root', 'trigger', 'group', 'prev', 'after', 'history' }

local function origin_members(value_of)
  local members = ''
  for i, name in ipairs(origin_fields) do
    local value = value_of(name, i)
    if value and name == 'after' and #value > 4096 then
      value = string.match(string.sub(value, 1, 4097), '^(.*) ')
    end
    if value then
      members = members .. ',"' .. name .. '":' .. cjson.encode(value)
    end
  end
  return members
end
