namespace Streaq.EntityFrameworkCore.Tests.Support;

/// <summary>One server for all tests of the collection, each with a database of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    public string NewDatabase() => _server!.NewDatabase();

    public async Task InitializeAsync() => _server = await PostgresServer.StartAsync();

    public Task DisposeAsync() => _server!.DisposeAsync().AsTask();
}

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL";
}
