namespace Streaq.Tests.Architecture;

/// <summary>The C# files or scripts below a folder of <c>src</c>, each with its folder by <see cref="CompiledTypes.FolderOf"/>.</summary>
internal static class SourceFiles
{
    public static IEnumerable<(string Path, string Folder)> Of(string project, string pattern = "*.cs")
    {
        var root = Path.Combine(Repository.Root, "src", project);
        return from path in Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
               let folder = Path.GetDirectoryName(Path.GetRelativePath(root, path))!.Replace('\\', '/')
               where !CompiledTypes.IsIn(folder, "obj") && !CompiledTypes.IsIn(folder, "bin")
               select (path, folder);
    }
}
