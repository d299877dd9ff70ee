namespace Streaq.Tests.Hostile;

/// <summary>Runs alone: what it looks at, such as exceptions that nobody observed, is the process's and not a test's.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HostileCollection : ICollectionFixture<RedisFixture>
{
    public const string Name = "Hostile";
}
