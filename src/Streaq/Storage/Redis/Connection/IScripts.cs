using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Where scripts are run: on the queue's connection, or on one whose writes replicas have to acknowledge.</summary>
internal interface IScripts
{
    Task<RedisResult> EvaluateAsync(LuaScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken = default);
}
