using Microsoft.Extensions.DependencyInjection;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Connects to Redis by a connection string, without an application.</summary>
internal static class RedisText
{
    public static RedisAccess Access(string text) => RedisSource.Of(text).In(new ServiceCollection().BuildServiceProvider());
}
