-- uses: schema
-- A slot of statistics is a string of lines, each a line feed, the name of a task, a space and its counts. The first, of the empty name,
-- is of all tasks: it is read without the others. With a hash, a read would return a value for each name of
-- each slot.
local function slot_key(prefix, minutes, number)
  return prefix .. minutes .. ':' .. whole(number)
end
