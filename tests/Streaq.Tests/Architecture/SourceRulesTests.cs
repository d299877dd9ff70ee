using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace Streaq.Tests.Architecture;

/// <summary>Countable rules that keep the sources readable.</summary>
public sealed class SourceRulesTests
{
    private const int MaxColumns = 140;

    /// <summary>A class that needs more does the work of several classes.</summary>
    private const int MaxParameters = 7;

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Lines_OfAProject_FitOnAScreen(string project)
    {
        var tooLong =
            from file in SourceFiles.Of(project).Concat(SourceFiles.Of(project, "*.lua"))
            from line in File.ReadLines(file.Path).Select((text, index) => (Text: text, Number: index + 1))
            where line.Text.Length > MaxColumns
            select $"{file.Path}:{line.Number} has {line.Text.Length} columns";

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Constructors_OfInternalTypes_TakeFewParameters()
    {
        using var module = ModuleDefinition.ReadModule(typeof(IStreaqClient).Assembly.Location);

        // A public record lists the values that its users read by name.
        var tooLong =
            from type in module.Types.Where(type => !type.IsPublic)
            from constructor in type.GetConstructors()
            where constructor.Parameters.Count > MaxParameters
            select $"{type.FullName} takes {constructor.Parameters.Count}";

        Assert.Empty(tooLong);
    }
}
