using Mono.Cecil;

namespace Streaq.Tests.Architecture;

/// <summary>The types of Streaq.dll, each with the folder of its source file and the types that its code names.</summary>
internal sealed class CompiledTypes
{
    private readonly Dictionary<string, string> _folders;
    private readonly Dictionary<string, HashSet<string>> _names;

    private CompiledTypes(Dictionary<string, string> folders, Dictionary<string, HashSet<string>> names) => (_folders, _names) = (folders, names);

    public IEnumerable<string> All => _names.Keys;

    /// <summary>The folders directly below <c>src/Streaq</c>.</summary>
    public IReadOnlyCollection<string> Folders => _folders.Values.Select(Top).ToHashSet();

    public static CompiledTypes Read()
    {
        var path = typeof(IStreaqClient).Assembly.Location;
        using var module = ModuleDefinition.ReadModule(path);
        // Types that the compiler adds have no source file, and names that C# can't write.
        var types = module.Types.Where(type => !type.Name.Contains('<')
            && type.CustomAttributes.All(attribute => attribute.AttributeType.Name != "CompilerGeneratedAttribute")).ToList();
        var places = SourceFolders.Read(
            Path.ChangeExtension(path, ".pdb"),
            types.Select(type => (type.MetadataToken.ToInt32(), Methods(type).Select(method => method.MetadataToken.ToInt32()))));
        return new CompiledTypes(
            types.Where(type => places.ContainsKey(type.MetadataToken.ToInt32())).ToDictionary(type => type.FullName, type => places[type.MetadataToken.ToInt32()]),
            types.ToDictionary(type => type.FullName, TypeNames.In));
    }

    public string? FolderOf(string type) => _folders.GetValueOrDefault(type);

    /// <summary>Returns the types of <paramref name="folder"/> that name a type of another folder, with that type.</summary>
    public IEnumerable<(string Type, string Other, string Folder)> ImportsOf(string folder) =>
        from type in _names
        where Top(_folders[type.Key]) == folder
        from other in type.Value
        where _folders.TryGetValue(other, out var place) && Top(place) != folder
        select (type.Key, other, Top(_folders[other]));

    /// <summary>Returns the types of a folder, or of one below it, that name a type of another such folder.</summary>
    public IEnumerable<(string Type, string Other)> ImportsBetween(string folder, string otherFolder) =>
        from type in _names
        where IsIn(_folders[type.Key], folder)
        from other in type.Value
        where _folders.TryGetValue(other, out var place) && IsIn(place, otherFolder)
        select (type.Key, other);

    /// <summary>Whether a folder is the other one or below it.</summary>
    public static bool IsIn(string folder, string other) => folder == other || folder.StartsWith($"{other}/", StringComparison.Ordinal);

    /// <summary>Returns the types that name something in a namespace.</summary>
    public IEnumerable<string> Naming(string @namespace) =>
        from type in _names
        where type.Value.Any(name => name.StartsWith($"{@namespace}.", StringComparison.Ordinal))
        select type.Key;

    private static string Top(string folder) => folder.Split('/')[0];

    private static IEnumerable<MethodDefinition> Methods(TypeDefinition type) => type.Methods.Concat(type.NestedTypes.SelectMany(Methods));
}
