-- list_dead_letters: returns dead letters, newest first.
-- KEYS[1] sorted set of dead letters
-- KEYS[2] prefix of dead letters (same slot)
-- ARGV[1] number of letters to skip
-- ARGV[2] maximum number of letters
-- Answer: the names and values of each.
local from = tonumber(ARGV[1])
local ids = redis.call('ZREVRANGE', KEYS[1], from, from + ARGV[2] - 1)
local letters = {}
for _, id in ipairs(ids) do
  local fields = redis.call('HGETALL', KEYS[2] .. id)
  if #fields > 0 then
    letters[#letters + 1] = fields
  end
end
return letters
