using System.Text;
using StackExchange.Redis;
using Streaq.Storage.Redis;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Hostile;

/// <summary>Writes hostile values without the store, and records them.</summary>
internal sealed class HostileWriter(RawRedis raw, HostileValues values, long now)
{
    /// <summary>What was written, for the message of a failed test.</summary>
    public List<string> Written { get; } = [];

    public async Task WriteAsync()
    {
        var member = values.Chance(0.3) ? nameof(RedisKeys.Ready) : values.Of([.. HostileKeys.All.Keys]);
        var (type, _) = HostileKeys.All[member];
        var another = values.Chance(0.2) && type is not HostileKeys.Channel && !HostileKeys.Vital.Contains(member);
        await WriteAsync(member, another ? values.Of(HostileKeys.Types) : type);
    }

    public async Task WriteAsync(string member, string type)
    {
        var key = HostileKeys.All[member].Key(raw.Keys, values);
        type = type is HostileKeys.TaskKey ? values.Of(HostileKeys.String, HostileKeys.Hash) : type;
        object[] command = type switch
        {
            HostileKeys.Stream => ["XADD", key, "*", .. values.Fields(entry: true)],
            HostileKeys.Hash => ["HSET", key, .. member is nameof(RedisKeys.Aborts) or nameof(RedisKeys.Attempts) ? [values.Id(), values.Value()] : values.Fields(entry: false)],
            HostileKeys.Set => ["SADD", key, Member(member)],
            HostileKeys.List => ["RPUSH", key, Member(member)],
            HostileKeys.Sorted => ["ZADD", key, values.Score(now), Member(member)],
            HostileKeys.Channel => ["PUBLISH", key, values.Value()],
            _ => ["SET", key, values.Value()],
        };
        while (!await TryWriteAsync(member, key, type, command))
        {
            // The worker has written the key in between.
        }
    }

    /// <returns>Whether it is written, or need not be.</returns>
    private async Task<bool> TryWriteAsync(string member, RedisKey key, string type, object[] command)
    {
        if (type is not HostileKeys.Channel && (string?)await raw.Database.ExecuteAsync("TYPE", key) is { } there && there != "none" && there != type)
        {
            if (HostileKeys.Vital.Contains(member))
            {
                return true;
            }

            await raw.Database.ExecuteAsync("DEL", key);
        }

        Written.Add(string.Join(' ', command.Select(Show)));
        try
        {
            await raw.Database.ExecuteAsync((string)command[0], command[1..]);
            return true;
        }
        catch (RedisServerException e) when (e.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            return false;
        }
    }

    /// <summary>The set exists to pause priorities, so pausing is no attack: names of served priorities stay out of it.</summary>
    private object Member(string member) => member switch
    {
        nameof(RedisKeys.Paused) => values.Of("nowhere", "{x}\n", "\u001b[2J"),
        _ => values.Chance(0.6) ? values.Id() : values.Value(),
    };

    private static string Show(object part)
    {
        var text = part switch
        {
            byte[] bytes => Encoding.Latin1.GetString(bytes),
            RedisKey key => key.ToString(),
            _ => part.ToString()!,
        };
        return System.Text.Json.JsonSerializer.Serialize(text.Length > 200 ? $"{text[..200]}({text.Length})" : text);
    }
}
