namespace Streaq.Tests.Architecture;

/// <summary>Imports go one way. A folder that needs one above it is in the wrong place.</summary>
public sealed class LayeringTests
{
    /// <summary>The folders that each folder may name, besides itself.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Tasks"] = [],
        ["Schedules"] = [],
        ["Storage"] = ["Tasks"],
        ["Telemetry"] = ["Tasks", "Storage"],
        ["Execution"] = ["Tasks", "Storage", "Telemetry"],
        ["Client"] = ["Tasks", "Schedules", "Storage", "Telemetry", "Execution"],
        ["Maintenance"] = ["Tasks", "Schedules", "Storage", "Telemetry"],
        ["Workers"] = ["Tasks", "Storage", "Telemetry", "Execution", "Maintenance"],
        ["Hosting"] = ["Tasks", "Schedules", "Storage", "Telemetry", "Execution", "Client", "Maintenance", "Workers"],
    };

    private static readonly CompiledTypes Types = CompiledTypes.Read();

    private static readonly SourceMentions Mentions = SourceMentions.Read(Types);

    public static TheoryData<string> Folders => [.. Allowed.Keys];

    [Fact]
    public void Types_All_HaveAFolderOfThePlan()
    {
        Assert.DoesNotContain(Types.All, type => Types.FolderOf(type) is null);
        Assert.Equal(Allowed.Keys.Order(), Types.Folders.Order());
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Imports_OfAFolder_GoOneWay(string folder)
    {
        var wrong = Types.ImportsOf(folder).Where(import => !Allowed[folder].Contains(import.Folder));

        Assert.Empty(wrong.Select(import => $"{import.Type} ({folder}) names {import.Other} ({import.Folder})"));
    }

    /// <summary>A constant or a <c>nameof</c> leaves no type in the compiled code.</summary>
    [Theory]
    [MemberData(nameof(Folders))]
    public void Constants_OfAFolder_GoOneWay(string folder)
    {
        var wrong = Mentions.In(folder).Where(mention => Top(mention.Folder) != folder && !Allowed[folder].Contains(Top(mention.Folder)));

        Assert.Empty(wrong.Select(mention => $"{folder} names {mention.Mention} ({mention.Folder})"));
    }

    [Fact]
    public void Constants_OfAnotherFolder_AreSeen()
    {
        // Shows that the test above would find them.
        Assert.Contains(("TaskTrigger.Cron", "Tasks"), Mentions.In("Storage"));
        Assert.Contains(Mentions.In("Workers"), mention => mention.Mention.StartsWith("nameof(", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Storage/Redis", "Storage/InMemory")]
    [InlineData("Storage/InMemory", "Storage/Redis")]
    public void Stores_Both_KnowNothingOfEachOther(string folder, string other)
    {
        Assert.Empty(Types.ImportsBetween(folder, other));
        Assert.DoesNotContain(Mentions.In(folder), mention => CompiledTypes.IsIn(mention.Folder, other));
        // Shows that these folders exist.
        Assert.NotEmpty(Types.ImportsBetween(folder, "Storage"));
    }

    [Fact]
    public void Telemetry_Everywhere_KnowsOnlyValuesOfStorage()
    {
        string[] doers = ["Streaq.Storage.ITaskStore", "Streaq.Storage.IWorkerLease", "Streaq.Storage.StoreAccess"];

        var names = Types.ImportsOf("Telemetry").Where(import => import.Folder == "Storage").Select(import => import.Other);

        // Telemetry reports outcomes, counts and addresses. It never reads or writes the store.
        Assert.DoesNotContain(names, name => doers.Contains(name) || Types.FolderOf(name) != "Storage");
    }

    [Fact]
    public void Execution_Everywhere_KnowsOnlyInterfaceAndValuesOfStorage()
    {
        var names = Types.ImportsOf("Execution").Concat(Types.ImportsOf("Client")).Concat(Types.ImportsOf("Workers")).Concat(Types.ImportsOf("Maintenance"))
            .Where(import => import.Folder == "Storage" && Types.FolderOf(import.Other) != "Storage");

        Assert.Empty(names);
    }

    [Fact]
    public void StackExchangeRedis_OutsideStorageRedis_IsUnknown()
    {
        // The options accept the connection settings of the client library.
        var others = Types.Naming("StackExchange.Redis").Where(type => Types.FolderOf(type)?.StartsWith("Storage/Redis", StringComparison.Ordinal) is not true);

        Assert.Equal(["Streaq.StreaqOptions"], others);
    }

    [Fact]
    public void StackExchangeRedis_InStorageRedis_IsNamed()
    {
        // Shows that the test above would find it.
        Assert.Contains("Streaq.Storage.Redis.RedisConnection", Types.Naming("StackExchange.Redis"));
    }

    private static string Top(string folder) => folder.Split('/')[0];
}
