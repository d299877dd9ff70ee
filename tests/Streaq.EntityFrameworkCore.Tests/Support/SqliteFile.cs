using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore.Tests.Support;

/// <summary>A database of SQLite in a file, which goes with this object.</summary>
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
