namespace Streaq.EntityFrameworkCore.Tests.Support;

/// <summary>One server for all tests of the collection, each with a database of its own.</summary>
public sealed class MariaDbFixture : IAsyncLifetime
{
    private MariaDbServer? _server;

    public string NewDatabase() => _server!.NewDatabase();

    public async Task InitializeAsync() => _server = await MariaDbServer.StartAsync();

    public Task DisposeAsync() => _server!.DisposeAsync().AsTask();
}

[CollectionDefinition(Name)]
public sealed class MariaDbCollection : ICollectionFixture<MariaDbFixture>
{
    public const string Name = "MariaDB";
}
