using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Streaq.Tests.Architecture;

/// <summary>
/// Finds names in the sources that the compiled code lacks: a constant is copied into the code that uses it, and <c>nameof</c> is a string.
/// </summary>
internal sealed partial class SourceMentions
{
    /// <summary>Types by simple name, which is what a source contains.</summary>
    private readonly ILookup<string, Named> _types;

    private readonly List<(string Folder, string Text)> _files;

    private SourceMentions(ILookup<string, Named> types, List<(string Folder, string Text)> files) => (_types, _files) = (types, files);

    public static SourceMentions Read(CompiledTypes compiled)
    {
        using var module = ModuleDefinition.ReadModule(typeof(IStreaqClient).Assembly.Location);
        var types = module.Types
            .Where(type => compiled.FolderOf(type.FullName) is not null)
            .Select(type => new Named(
                type.Name.Split('`')[0],
                compiled.FolderOf(type.FullName)!,
                type.Fields.Where(field => field.HasConstant).Select(field => field.Name).ToHashSet()))
            .ToLookup(type => type.Name);
        var files = SourceFiles.Of("Streaq").Select(file => (file.Folder, CodeText.Of(File.ReadAllText(file.Path)))).ToList();
        return new SourceMentions(types, files);
    }

    /// <summary>Returns the mentions in the files of a folder and those below it, each with the folder of the mentioned type.</summary>
    public IEnumerable<(string Mention, string Folder)> In(string folder) =>
        from file in _files
        where CompiledTypes.IsIn(file.Folder, folder)
        from mention in Mentions(file.Text)
        select mention;

    private IEnumerable<(string Mention, string Folder)> Mentions(string text)
    {
        foreach (Match match in MemberOfType().Matches(text))
        {
            var (type, member) = (match.Groups["type"].Value, match.Groups["member"].Value);
            foreach (var named in _types[type].Where(named => named.Constants.Contains(member)))
            {
                yield return ($"{type}.{member}", named.Folder);
            }
        }

        foreach (Match match in NameOf().Matches(text))
        {
            foreach (var named in _types[match.Groups["type"].Value])
            {
                yield return (match.Value, named.Folder);
            }
        }

        foreach (Match match in StaticUsing().Matches(text))
        {
            foreach (var named in _types[match.Groups["type"].Value])
            {
                yield return (match.Value, named.Folder);
            }
        }
    }

    [GeneratedRegex(@"(?<![\w.])(?<type>[A-Z]\w*)\.(?<member>[A-Z]\w*)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex MemberOfType();

    [GeneratedRegex(@"\bnameof\((?<type>[A-Z]\w*)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex NameOf();

    [GeneratedRegex(@"\busing static [\w.]*?(?<type>\w+);", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex StaticUsing();

    private sealed record Named(string Name, string Folder, IReadOnlySet<string> Constants);
}
