using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Streaq.Tests.Architecture;

/// <summary>The folder below <c>src/Streaq</c> of each type's source file, by metadata token, as the portable PDB has it.</summary>
internal static class SourceFolders
{
    private const string Root = "/src/Streaq/";

    /// <summary>The documents of types without code (interfaces, enums, delegates), which no sequence point names.</summary>
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    public static Dictionary<int, string> Read(string pdb, IEnumerable<(int Type, IEnumerable<int> Methods)> types)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(pdb));
        var reader = provider.GetMetadataReader();
        var folders = new Dictionary<int, string>();
        foreach (var (type, methods) in types)
        {
            var documents = OfCode(reader, methods).Concat(OfType(reader, type));
            if (documents.Select(document => FolderOf(reader, document)).FirstOrDefault(folder => folder is not null) is { } folder)
            {
                folders.Add(type, folder);
            }
        }

        return folders;
    }

    private static IEnumerable<DocumentHandle> OfCode(MetadataReader reader, IEnumerable<int> methods) =>
        from method in methods
        let information = reader.GetMethodDebugInformation(((MethodDefinitionHandle)MetadataTokens.EntityHandle(method)).ToDebugInformationHandle())
        from document in information.GetSequencePoints().Select(point => point.Document).Append(information.Document)
        where !document.IsNil
        select document;

    private static IEnumerable<DocumentHandle> OfType(MetadataReader reader, int type)
    {
        foreach (var handle in reader.GetCustomDebugInformation(MetadataTokens.EntityHandle(type)))
        {
            var information = reader.GetCustomDebugInformation(handle);
            if (reader.GetGuid(information.Kind) == TypeDefinitionDocuments)
            {
                var rows = reader.GetBlobReader(information.Value);
                yield return MetadataTokens.DocumentHandle(rows.ReadCompressedInteger());
            }
        }
    }

    /// <returns><see langword="null"/> for generated code.</returns>
    private static string? FolderOf(MetadataReader reader, DocumentHandle handle)
    {
        var path = reader.GetString(reader.GetDocument(handle).Name).Replace('\\', '/');
        var root = path.LastIndexOf(Root, StringComparison.Ordinal);
        return root < 0 || path.Contains("/obj/", StringComparison.Ordinal) ? null : Path.GetDirectoryName(path[(root + Root.Length)..])!.Replace('\\', '/');
    }
}
