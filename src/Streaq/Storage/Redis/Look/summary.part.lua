-- The fields of an entry or a hash without the task's argument, which may be large or secret.
local function without_body(fields)
  if fields[1] and string.find(fields[1], ' ', 1, true) then
    fields[2] = ''
  else
    for i = 1, #fields, 2 do
      if fields[i] == 'body' then
        fields[i + 1] = ''
      end
    end
  end
  return fields
end
