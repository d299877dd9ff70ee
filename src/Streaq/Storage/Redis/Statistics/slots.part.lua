-- uses: schema
-- A slot of statistics is a string of lines, each a line feed, the name of a task, a space and its counts. The first, of the empty name,
-- is of all tasks: it is read without the others. As fields of a hash, each name of each slot would cost a
-- look a value of its own.
local function slot_key(prefix, minutes, number)
  return prefix .. minutes .. ':' .. whole(number)
end
