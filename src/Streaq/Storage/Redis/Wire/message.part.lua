-- Returns a message as the fields of a stream's entry: first task and id as a name with the body as its value, then the rest.
local function entry_of(fields)
  local id, task, body
  local entry = { false, false }
  for i = 1, #fields, 2 do
    local name, value = fields[i], fields[i + 1]
    if name == 'id' then
      id = value
    elseif name == 'task' then
      task = value
    elseif name == 'body' then
      body = value
    else
      entry[#entry + 1] = name
      entry[#entry + 1] = value
    end
  end
  if not id or not task or not body then
    return fields
  end
  entry[1] = task .. ' ' .. id
  entry[2] = body
  return entry
end
