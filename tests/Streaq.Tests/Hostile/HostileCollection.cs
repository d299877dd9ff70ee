namespace Streaq.Tests.Hostile;

/// <summary>Runs alone: it checks state of the whole process, such as unobserved exceptions.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HostileCollection : ICollectionFixture<RedisFixture>
{
    public const string Name = "Hostile";
}
