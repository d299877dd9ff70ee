using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore.Tests.Support;

/// <summary>An SQLite database in a file, which is deleted when this object is disposed.</summary>
public sealed class SqliteFile : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("streaq-sqlite-").FullName;

    public void Use(DbContextOptionsBuilder options) => options.UseSqlite($"Data Source={Path.Combine(_directory, "shop.db")}");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }
}
